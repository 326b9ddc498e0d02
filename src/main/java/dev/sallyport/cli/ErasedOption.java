package dev.sallyport.cli;

import dev.sallyport.audit.log.EntrySearch;
import dev.sallyport.audit.log.LogEntry;
import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.config.Config;
import dev.sallyport.serve.AuditLog;
import dev.sallyport.serve.AuditOrders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** What is to be erased: a person, or what single statements said. */
final class ErasedOption {

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Which which = new Which();

    /** One of the two. */
    static final class Which {
        @Option(names = "--person", paramLabel = "ID", required = true, description = "The identity's id.")
        private Optional<String> person = Optional.empty();

        @Option(
                names = "--record",
                paramLabel = "RECORD",
                required = true,
                description =
                        "The id of a statement's record, or its index in the log, whose text and parameters are to"
                                + " be erased. May be given several times.")
        private List<String> records = new ArrayList<>();
    }

    /**
     * Something that is to be erased.
     *
     * @param name for people
     * @param person the pseudonym of whose hold keeps it
     * @param done what is said when it is
     * @param gone whether it is
     */
    record Erased(AuditOrders.What order, String name, String person, String done, Gone gone) {}

    /** Looks whether something is gone. */
    @FunctionalInterface
    interface Gone {
        boolean from(SealedParts parts);
    }

    /** Ends the command when there is no such thing, or it is erased already. */
    List<Erased> all(Config config) throws IOException {
        if (which.person.isPresent()) {
            return List.of(person(OrderOptions.unit(config, which.person.get()), which.person.get()));
        }
        SealedParts sealed = SealedParts.of(config);
        List<Erased> all = new ArrayList<>();
        for (String record : which.records) {
            all.add(statement(config, sealed, record));
        }
        return all;
    }

    private static Erased person(String unit, String id) {
        return new Erased(
                new AuditOrders.What(AuditOrders.Kind.ERASE, Optional.of(unit)),
                "'" + id + "'",
                unit,
                "erased: nobody can tell any more who " + unit + " was",
                parts -> !parts.knows(unit));
    }

    private static Erased statement(Config config, SealedParts sealed, String record) throws IOException {
        JsonNode entry = EntrySearch.find(new LogFolder(AuditLog.folder(config)), record)
                .map(LogEntry::record)
                .orElseThrow(() -> CommandFailure.usage(
                        "the log has no record " + record,
                        "Find it with: sallyport audit search --as ada --since 1d --json"));
        String id = entry.path("id").asString("");
        JsonNode part = SealedParts.statement(entry)
                .orElseThrow(() -> CommandFailure.usage(
                        "nothing that a statement said is sealed of record " + id,
                        "Only records of statements have that: q.intent and q.deny."));
        if (!sealed.canOpen(entry, part)) {
            throw CommandFailure.usage(
                    "nobody can tell any more what record " + id + " said", "It is erased, or was kept long enough.");
        }
        String actor = entry.path("sub").path("id").asString("");
        return new Erased(
                AuditOrders.What.erase(part.path("eu").asString(""), new AuditOrders.Statement(id, actor)),
                "record " + id,
                actor,
                "erased: nobody can tell any more what record " + id + " said",
                parts -> !parts.canOpen(entry, part));
    }
}
