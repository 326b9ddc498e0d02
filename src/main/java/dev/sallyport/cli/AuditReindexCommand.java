package dev.sallyport.cli;

import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogReader;
import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.search.IndexKeeper;
import dev.sallyport.audit.search.LogIndexer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes the index of a log anew. */
@Command(
        name = "reindex",
        mixinStandardHelpOptions = true,
        description = {
            "Make the index of a log anew, from nothing but the log.",
            "A gate that runs does it itself when it is asked so; searches find little until it is done."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {"  sallyport audit reindex", "  sallyport audit reindex --log /mnt/copy/log --index /tmp/index"})
final class AuditReindexCommand implements Callable<Integer> {

    @Mixin
    private IndexOption index = new IndexOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        IndexOption.Searched searched = index.searched();
        Files.createDirectories(searched.index());
        PrintWriter out = spec.commandLine().getOut();
        try (LogIndexer indexer = new LogIndexer(searched.index(), searched.log(), true)) {
            long size = size(searched.log());
            while (indexer.advance() > 0) {
                if (Terminal.present()) {
                    out.print("\r" + indexer.position() + " of " + size + " entries");
                    out.flush();
                }
            }
            out.println((Terminal.present() ? "\r" : "") + "indexed " + indexer.position() + " entries of "
                    + searched.log().path());
        } catch (LogIndexer.Kept kept) {
            if (!searched.own()) {
                throw kept;
            }
            IndexKeeper.order(searched.index());
            out.println("the gate that runs was asked to make its index anew");
        }
        out.flush();
        return Sallyport.OK;
    }

    private static long size(LogFolder log) throws IOException {
        return LogReader.reach(log).map(Checkpoint::size).orElse(0L);
    }
}
