enum Filler {}
