package dev.sallyport.cli;

import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogReader;
import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.export.Format;
import dev.sallyport.export.LogRange;
import dev.sallyport.serve.AuditLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a part of the log in a format of others. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Write a part of the log once, in a format that others read, an event a line.",
            "A gate that is to send them on by itself has 'export' in its configuration."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport audit export --format ocsf --output november.jsonl",
            "  sallyport audit export --format cef --from 120000 --until 130000",
            "  sallyport audit export --format raw --log /mnt/copy/log"
        })
final class AuditExportCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--log", paramLabel = "DIR", description = "A copy of a log (default: the configuration's own).")
    private Optional<Path> log = Optional.empty();

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description =
                    "ocsf (JSON by the Open Cybersecurity Schema Framework), cef (Common Event Format) or raw (the"
                            + " log's own records).")
    private Format format = Format.RAW;

    @Option(
            names = "--from",
            paramLabel = "INDEX",
            defaultValue = "0",
            description = "The first entry of the log (default: ${DEFAULT-VALUE}).")
    private long from;

    @Option(
            names = "--until",
            paramLabel = "INDEX",
            description = "The entry behind the last (default: all that there are now).")
    private Optional<Long> until = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write into this file, which must not be there yet (default: standard output).")
    private Optional<Path> output = Optional.empty();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Path path = log.isPresent() ? log.get() : AuditLog.folder(config.load());
        if (!Files.isDirectory(path)) {
            throw CommandFailure.usage("there is no log in " + path, "A gate makes one at its first start.");
        }
        LogFolder folder = new LogFolder(path);
        LogRange range = range(LogReader.reach(folder).map(Checkpoint::size).orElse(0L));
        if (output.isEmpty()) {
            PrintWriter out = spec.commandLine().getOut();
            write(folder, range, out);
            return Sallyport.OK;
        }
        try (PrintWriter out = new PrintWriter(
                Files.newBufferedWriter(output.get(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            long written = write(folder, range, out);
            if (out.checkError()) {
                throw new IOException("not all could be written to " + output.get());
            }
            spec.commandLine()
                    .getErr()
                    .println("wrote " + written + " events of the entries from " + range.from() + " until "
                            + range.until() + " as " + format.name().toLowerCase(Locale.ROOT) + " to " + output.get());
        } catch (FileAlreadyExistsException there) {
            throw CommandFailure.usage(output.get() + " is there already", "Name another file, or remove it.");
        }
        return Sallyport.OK;
    }

    private LogRange range(long size) {
        long end = until.orElse(size);
        if (end > size) {
            throw CommandFailure.usage(
                    "--until " + end + ": the log has " + size + " entries", "Give less, or leave it out.");
        }
        if (from < 0 || from >= end) {
            throw CommandFailure.usage(
                    "there are no entries from " + from + " until " + end,
                    "The log has those from 0 until " + size + ".");
        }
        return new LogRange(from, end);
    }

    private long write(LogFolder folder, LogRange range, PrintWriter out) throws IOException {
        // The same line end everywhere: what follows is for machines.
        long written = range.write(folder, format, Version.NUMBER, line -> out.print(line + "\n"));
        out.flush();
        return written;
    }
}
