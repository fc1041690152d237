import ArgumentParser
import Domain
import Foundation
import Interchange
import Store

/// `seed`: the catalog and the rubric for a school, or a whole demo world.
struct Seeds: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seed",
        abstract: "Loads the shipped catalog, the REFLECT rubric and the observer's code.",
        discussion: """
            What is there already stays as it is, so a second time changes nothing. With --demo \
            it makes a school, people and an example offering as well, all of them fiction.
            """)

    @OptionGroup var connection: Connection
    @OptionGroup var writing: Writing
    @Option(help: "The school's slug.") var institution: String?
    @Flag(help: "Make the demo world in a school of its own.") var demo = false
    @Option(help: "The folder of seeds.") var seeds = "seeds"

    func validate() throws {
        guard demo != (institution != nil) else {
            throw ValidationError("Say where: --institution SLUG, or --demo.")
        }
    }

    func run() async throws {
        let folder = try SeedFolder(seeds)
        try await connection.open { records in
            if demo {
                let loading = DemoLoading(records, folder, by: try connection.named())
                try await load(loading, folder.world.institution.slug, records)
            } else if let institution {
                try await load(folder, institution, records)
            }
        }
    }

    private func load(
        _ demo: DemoLoading, _ slug: String, _ records: Records
    ) async throws {
        let isThere = try await records.institutionID(of: slug) != nil
        if !writing.dryRun { try await demo.run(at: .now) }
        let said = isThere ? "The demo world is there." : "Made the demo world \(slug)."
        try connection.report(said, ["institution": slug], dryRun: writing.dryRun)
        guard !connection.json else { return }
        print(demo.signIns)
    }

    private func load(_ folder: SeedFolder, _ slug: String, _ records: Records) async throws {
        guard let id = try await records.institutionID(of: slug) else {
            throw Failure.refused("No school has the slug \(slug). See: institution list")
        }
        let actor = try connection.actor(at: id)
        let count = try await folder.load(
            into: records, dryRun: writing.dryRun, by: actor, at: .now)
        try connection.report(
            "\(count) communities are new in \(slug).", ["new_communities": count],
            dryRun: writing.dryRun)
    }
}

/// `seeds/`, read and checked whole before anything is written.
struct SeedFolder {
    let communities: [Community.Line]
    let rubric: RubricSeed
    let observerCode: String
    let world: DemoWorld

    init(_ path: String) throws {
        let folder = URL(filePath: path)
        func file(_ name: String) throws -> Data {
            let url = folder.appending(path: name)
            guard let data = FileManager.default.contents(atPath: url.path) else {
                throw Failure.refused("\(url.path) isn't there. Name the folder by --seeds.")
            }
            return data
        }
        communities = try CommunityFile(Array(file("communities.csv"))).communities
            .map(\.asLine)
        rubric = try SeedFile.decode(RubricSeed.self, from: file("reflect.json"))
        observerCode = String(decoding: try file("observer-code.txt"), as: UTF8.self)
        world = try SeedFile.decode(DemoWorld.self, from: file("demo.json"))
    }

    /// Catalog, rubric and code; answers how many communities are new.
    @discardableResult
    func load(
        into records: Records, dryRun: Bool = false, by actor: Actor, at now: Date
    ) async throws -> Int {
        let report = try await records.importCommunities(
            communities, dryRun: dryRun, by: actor, at: now)
        guard !dryRun else { return report.rows.count { $0.fate == .new } }
        if try await rubricVersion(in: records, by: actor) == nil {
            guard let version = rubric.versions.first else {
                return report.rows.count { $0.fate == .new }
            }
            _ = try await records.addRubric(
                slug: rubric.slug, title: rubric.title, version.content, by: actor, at: now)
        }
        do {
            _ = try await records.observerCode(by: actor)
        } catch is NotFound {
            _ = try await records.publishObserverCode(observerCode, by: actor, at: now)
        }
        return report.rows.count { $0.fate == .new }
    }

    /// The latest version of the shipped rubric, where the school has it.
    func rubricVersion(
        in records: Records, by actor: Actor
    ) async throws -> ID<RubricVersion>? {
        let all = try await everything { try await records.rubrics(by: actor, $0) }
        guard let found = all.first(where: { $0.slug == rubric.slug }) else { return nil }
        return try await records.rubric(found.id, by: actor).versions.last?.id
    }
}

extension RubricSeed.Version {
    fileprivate var content: RubricVersion.Content {
        RubricVersion.Content(
            source: source,
            levels: levels.map { RubricVersion.Level(level: $0.level, name: $0.name) },
            criteria: criteria.map { criterion in
                RubricVersion.Criterion(
                    code: criterion.code, title: criterion.title,
                    isOptional: criterion.isOptional,
                    descriptors: Dictionary(
                        uniqueKeysWithValues: criterion.descriptors.enumerated().map {
                            ($0.offset + 1, $0.element)
                        }))
            },
            flags: flags.map {
                RubricVersion.Flag(code: $0.code, title: $0.title, fromLevel: $0.fromLevel)
            })
    }
}
