package dev.sallyport.cli;

import dev.sallyport.audit.parquet.ParquetFolder;
import dev.sallyport.audit.search.LogIndex;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes events as Parquet files. */
@Command(
        name = "parquet",
        mixinStandardHelpOptions = true,
        description = {
            "Write what happened as Parquet files, one for each hour, for engines that read those.",
            "Hours that are there already are left as they are, so that this can run again and again. In the files are"
                    + " pseudonyms, no names; each row has its index in the log, for 'sallyport audit prove'."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport audit parquet --to /srv/audit",
            "  duckdb -c \"select identity, sum(rows) from '/srv/audit/*/*/*.parquet' group by 1\""
        })
final class AuditParquetCommand implements Callable<Integer> {

    @Mixin
    private IndexOption index = new IndexOption();

    @Mixin
    private SearchOptions options = new SearchOptions();

    @Option(names = "--to", paramLabel = "DIR", required = true, description = "The folder for the files.")
    private Path to = Path.of(".");

    @Option(names = "--anew", description = "Write hours again that are there already.")
    private boolean anew;

    @Option(names = "--now", description = "Take the hour too that is not over; it is written again next time.")
    private boolean unfinished;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        IndexOption.Searched searched = index.searched();
        Clock clock = Clock.systemUTC();
        PrintWriter out = spec.commandLine().getOut();
        Instant until = unfinished ? clock.instant().plus(Duration.ofHours(2)) : clock.instant();
        try (LogIndex open = searched.open(spec.commandLine().getErr())) {
            new ParquetFolder(to)
                    .write(
                            open,
                            searched.log(),
                            options.question(searched.persons(), clock),
                            until,
                            anew || unfinished,
                            (file, events) -> out.println(file + ": " + events + " events"));
        }
        out.flush();
        return Sallyport.OK;
    }
}
