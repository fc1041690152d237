@main enum PeerspectiveServer { static func main() {} }
