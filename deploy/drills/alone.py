"""What a part tells its checks to when it is run by itself."""


class Report:
    def __init__(self):
        self.figures, self.failed = {}, 0

    def check(self, name, passed, said=""):
        self.failed += not passed
        print(f"{'passed' if passed else 'FAILED'}: {name}" + (f" ({said})" if said else ""),
              flush=True)

    def end(self):
        for name, value in self.figures.items():
            print(f"{name}: {value:.2f}")
        print(f"{self.failed} failed")
        return 1 if self.failed else 0
