/// A closed list of reasons why something isn't done. The raw value is the reason's public name, in
/// kebab case: `/problems/already-released`.
package protocol Refusing: Error, RawRepresentable, CaseIterable where RawValue == String {}
