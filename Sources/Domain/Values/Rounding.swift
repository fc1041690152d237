/// The one way of rounding in grades: half away from zero, in integers, once at the end of a sum.
package enum Rounding {
    /// `divisor` is positive.
    package static func half(_ dividend: Int, by divisor: Int) -> Int {
        let (quotient, rest) = dividend.magnitude.quotientAndRemainder(
            dividingBy: divisor.magnitude)
        let size = Int(rest * 2 >= divisor.magnitude ? quotient + 1 : quotient)
        return dividend < 0 ? -size : size
    }
}
