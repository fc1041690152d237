/// The chain over an institution's audit, sealed by a job: built like the ledger's.
package typealias AuditChain = LedgerChain
