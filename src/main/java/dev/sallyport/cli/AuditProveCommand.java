package dev.sallyport.cli;

import dev.sallyport.audit.log.EntrySearch;
import dev.sallyport.audit.log.LogEntry;
import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.ProofFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the proof that a record is in the log. */
@Command(
        name = "prove",
        mixinStandardHelpOptions = true,
        description = {
            "Write a record of the log, and the proof that it is there, as two files: RECORD.json and RECORD.tlog-proof.",
            "Whoever has both and the log's public key can check them, with 'sallyport audit check-proof' or any other"
                    + " tool that reads C2SP tlog-proof."
        },
        descriptionHeading = "%n",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport audit prove 0198f1a2-7c3d-7000-8a1b-2c3d4e5f6071 --output evidence",
            "  sallyport audit prove 4711"
        })
final class AuditProveCommand implements Callable<Integer> {

    @Mixin
    private LogOption log = new LogOption();

    @Parameters(paramLabel = "RECORD", description = "The record's id, or its index in the log.")
    private String what = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where the files go (default: here).")
    private Path output = Path.of(".");

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        LogFolder folder = log.folder();
        LogEntry found = EntrySearch.find(folder, what)
                .orElseThrow(
                        () -> CommandFailure.usage(
                                "the log has no record " + what,
                                "It may be in the log in a second, or in the next; see records with: sallyport audit tail --json"));
        Files.createDirectories(output);
        Path entry = output.resolve(what + ".json");
        Path proof = output.resolve(what + ".tlog-proof");
        for (Path file : new Path[] {entry, proof}) {
            if (Files.exists(file)) {
                throw CommandFailure.usage(file + " is already there", "Give another --output.");
            }
        }
        Files.write(entry, found.bytes());
        Files.writeString(proof, ProofFile.of(folder, found.index()).toString());
        spec.commandLine().getOut().println(entry + " and " + proof + ": entry " + found.index() + " of the log");
        spec.commandLine().getOut().flush();
        return Sallyport.OK;
    }
}
