def write(found, options):
    print(found)
