package dev.sallyport.cli;

import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogReader;
import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.search.LogIndex;
import dev.sallyport.config.Config;
import dev.sallyport.serve.AuditLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which log is searched, and by which index. */
final class IndexOption {

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--log", paramLabel = "DIR", description = "A copy of a log; give --index with it.")
    private Optional<Path> log = Optional.empty();

    @Option(
            names = "--index",
            paramLabel = "DIR",
            description = "The index of the log, as 'sallyport audit reindex' makes it (default: the configuration's).")
    private Optional<Path> index = Optional.empty();

    /**
     * A log that is searched.
     *
     * @param own whether it is a gate's own, not a copy
     */
    record Searched(LogFolder log, Path index, Persons persons, boolean own) {

        /** Opens the index; ends the command when there is none. */
        LogIndex open(PrintWriter notes) throws IOException {
            if (!Files.isDirectory(index)) {
                throw CommandFailure.usage(
                        "there is no index in " + index,
                        "A gate keeps one up (audit.index); or make it with: sallyport audit reindex");
            }
            LogIndex opened = LogIndex.open(index);
            long size = LogReader.reach(log).map(Checkpoint::size).orElse(0L);
            long indexed = opened.reach().size();
            if (indexed < size) {
                notes.println("(of the log's " + size + " entries, the index has the first " + indexed + ")");
                notes.flush();
            }
            return opened;
        }
    }

    Searched searched() throws IOException {
        if (log.isPresent() != index.isPresent()) {
            throw CommandFailure.usage(
                    "--log and --index go together",
                    "Give both for a copy of a log, or neither for the configuration's own.");
        }
        if (log.isPresent()) {
            return new Searched(existing(log.get()), index.orElseThrow(), Persons.unknown(), false);
        }
        Config loaded = config.load();
        return new Searched(
                existing(AuditLog.folder(loaded)), AuditLog.index(loaded), Persons.of(AuditLog.units(loaded)), true);
    }

    /** What is sealed of records; ends the command for a copy of a log, and for whoever may not read the keys. */
    SealedParts sealed() throws IOException {
        if (log.isPresent()) {
            throw CommandFailure.usage(
                    "of a copy of a log nobody tells what statements said",
                    "Ask where the gate has its files, without --log.");
        }
        Config loaded = config.load();
        if (!Files.isReadable(AuditLog.units(loaded))) {
            throw CommandFailure.usage(
                    "what statements said only the gate's user can read",
                    AuditLog.units(loaded) + " has the keys, and is not for you, or not there.");
        }
        return SealedParts.of(loaded);
    }

    private static LogFolder existing(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw CommandFailure.usage("there is no log in " + folder, "A gate makes one at its first start.");
        }
        return new LogFolder(folder);
    }
}
