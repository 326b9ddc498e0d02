package dev.sallyport.cli;

import dev.sallyport.audit.log.ProofFile;
import dev.sallyport.audit.note.MalformedNote;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Checks the proof that a record is in a log. */
@Command(
        name = "check-proof",
        mixinStandardHelpOptions = true,
        description =
                "Check that a record is in a log, by the files that 'sallyport audit prove' wrote and the log's key.",
        descriptionHeading = "%n",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it is", "1:it is not, as far as these files tell", "2:the command line or a file is wrong"},
        footerHeading = "%nExample:%n",
        footer = {"  sallyport audit check-proof 4711.json 4711.tlog-proof --key 'audit.example.com+1b2c3d4e+AbCd...'"})
final class AuditCheckProofCommand implements Callable<Integer> {

    @Mixin
    private LogOption log = new LogOption();

    @Parameters(index = "0", paramLabel = "RECORD", description = "The file with the record, as it is in the log.")
    private Path entry = Path.of("");

    @Parameters(index = "1", paramLabel = "PROOF", description = "The file with the proof.")
    private Path proof = Path.of("");

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            ProofFile file = ProofFile.parse(Files.readString(proof));
            Optional<String> objection =
                    file.objection(Files.readAllBytes(entry), log.trusted().keys());
            out.println(objection.orElse("The record is entry " + file.index() + " of the log:\n"
                    + file.checkpoint().text().strip()));
            out.flush();
            return objection.isPresent() ? Sallyport.CHECK_FAILED : Sallyport.OK;
        } catch (MalformedNote wrong) {
            throw new CommandFailure(Sallyport.USAGE, proof + ": " + wrong.getMessage());
        }
    }
}
