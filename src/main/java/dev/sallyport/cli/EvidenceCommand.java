package dev.sallyport.cli;

import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogVerifier;
import dev.sallyport.audit.log.Verification;
import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.search.Events;
import dev.sallyport.audit.search.Field;
import dev.sallyport.audit.search.LogIndex;
import dev.sallyport.audit.search.LogIndexer;
import dev.sallyport.evidence.Attachment;
import dev.sallyport.evidence.Collector;
import dev.sallyport.evidence.Evidence;
import dev.sallyport.evidence.EvidenceFolder;
import dev.sallyport.evidence.Framework;
import dev.sallyport.serve.AuditLog;
import dev.sallyport.serve.PolicyArchive;
import dev.sallyport.yaml.Suggestion;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a folder for auditors. */
@Command(
        name = "evidence",
        mixinStandardHelpOptions = true,
        description = {
            "Write a folder for auditors: the verified log's figures for a time, mapped to the controls of a framework.",
            "It has a page for people, OSCAL assessment results for machines, samples with proofs, and with each figure the"
                    + " command that gives it again."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:written",
            "1:written, and it says that the log is not what was signed",
            "2:the command line or the configuration is wrong, or something cannot be read"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport evidence --framework soc2 --from 2026-07-01 --to 2026-10-01 --output q3",
            "  sallyport evidence --framework gdpr --from 2026-11-01 --to 2026-12-01 --output nov --pin last-checkpoint"
        })
final class EvidenceCommand implements Callable<Integer> {

    @Mixin
    private LogOption log = new LogOption();

    @Option(
            names = "--framework",
            paramLabel = "NAME",
            required = true,
            description = "soc2, fedramp, gdpr, hipaa or pci.")
    private String framework = "";

    @Option(
            names = "--from",
            paramLabel = "TIME",
            required = true,
            description = "The beginning: a day in UTC as 2026-07-01, or a time as 2026-07-01T09:00:00Z.")
    private String from = "";

    @Option(names = "--to", paramLabel = "TIME", required = true, description = "The end, which is not in it any more.")
    private String to = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            required = true,
            description = "The folder, which must not be there yet.")
    private Path output = Path.of(".");

    @Option(
            names = "--pin",
            paramLabel = "FILE",
            description = "A checkpoint of this log that was seen before. May be given several times.")
    private List<Path> pins = new ArrayList<>();

    @Option(
            names = "--samples",
            paramLabel = "COUNT",
            defaultValue = "40",
            description = "How many statements are drawn, with proofs (default: ${DEFAULT-VALUE}).")
    private int samples = 40;

    @Option(
            names = "--attach",
            paramLabel = "FILE",
            description =
                    "A file to put into the folder, such as a report of the self-test. May be given several times.")
    private List<Path> attach = new ArrayList<>();

    @Option(names = "--pseudonyms", description = "Leave persons as the log has them, without names.")
    private boolean pseudonyms;

    @Option(
            names = "--gate-index",
            description =
                    "Read figures from the gate's index, which nobody signs, in the place of one that is made from the"
                            + " verified log. Faster with many millions of records.")
    private boolean gateIndex;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Framework wanted = framework();
        Instant begin = time("--from", from);
        Instant end = time("--to", to);
        if (!begin.isBefore(end)) {
            throw CommandFailure.usage(
                    "--from " + from + " is not before --to " + to, "Give a time that has a length.");
        }
        if (samples < 0) {
            throw CommandFailure.usage("--samples " + samples + " is no count", "Give how many statements are drawn.");
        }
        Set<String> names = new HashSet<>();
        for (Path file : attach) {
            if (!Files.isRegularFile(file) || !names.add(String.valueOf(file.getFileName()))) {
                throw CommandFailure.usage(
                        "--attach " + file
                                + (Files.isRegularFile(file) ? ": another has that name too" : " is no file"),
                        "Give files with different names.");
            }
        }
        if (Files.exists(output)) {
            throw CommandFailure.usage(output + " is already there", "Give another --output.");
        }
        Verification verification = written(wanted, begin, end);
        PrintWriter out = spec.commandLine().getOut();
        out.println("wrote " + output.resolve("index.html"));
        if (!verification.whole()) {
            out.println("The log is NOT what was signed; see: sallyport audit verify");
        }
        out.flush();
        return verification.whole() ? Sallyport.OK : Sallyport.CHECK_FAILED;
    }

    private Verification written(Framework wanted, Instant begin, Instant end) throws IOException {
        LogFolder folder = log.folder();
        LogOption.Trusted trusted = log.trusted();
        List<String> seen = new ArrayList<>();
        for (Path pin : pins) {
            seen.add(Files.readString(pin));
        }
        Persons persons = persons();
        try (ScratchFolder made = ScratchFolder.make();
                LogIndex index = index(folder, made.path())) {
            // After the index was made: then all that is in it is under the checkpoint that is verified.
            String checkpoint = folder.checkpoint()
                    .orElseThrow(() -> CommandFailure.usage(
                            "the log " + folder.path() + " has no checkpoint yet",
                            "A gate writes one at its first record."));
            Verification verification = new LogVerifier(folder, trusted.keys(), log.sealed()).run(seen);
            Collector collector = new Collector(index, new Events(folder), persons::shown);
            Evidence evidence = new Evidence(
                    wanted,
                    begin,
                    end,
                    Instant.now().truncatedTo(ChronoUnit.SECONDS),
                    Version.NUMBER,
                    verification,
                    trust(trusted, verification),
                    collector.events(begin, end),
                    collector.figures(begin, end),
                    collector.samples(begin, end, samples, seed(verification)));
            new EvidenceFolder(output)
                    .write(evidence, checkpoint, folder, attachments(evidence.figures()), persons::shown);
            return verification;
        }
    }

    private Framework framework() {
        List<String> names = Stream.of(Framework.values()).map(Framework::label).toList();
        return Framework.named(framework)
                .orElseThrow(() -> CommandFailure.usage(
                        "there is no framework '" + framework + "'" + Suggestion.text(framework, names),
                        "The frameworks: " + String.join(", ", names)));
    }

    private static Instant time(String option, String text) {
        try {
            Instant time = text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
            if (TimeWindow.fitting(time)) {
                return time;
            }
        } catch (DateTimeException wrong) {
            // Reported below.
        }
        throw CommandFailure.usage(
                option + ": '" + text + "' is no time", "Write it as 2026-07-01, or as 2026-07-01T09:00:00Z.");
    }

    /** From the log that was verified, unless the gate's is asked for. */
    private LogIndex index(LogFolder folder, Path made) throws IOException {
        if (gateIndex) {
            return LogIndex.open(AuditLog.index(log.config()));
        }
        try (LogIndexer indexer = new LogIndexer(made, folder, true)) {
            while (indexer.advance() > 0) {
                // until all of it is there
            }
        }
        return LogIndex.open(made);
    }

    private Persons persons() throws IOException {
        return pseudonyms || log.isCopy() ? Persons.unknown() : Persons.of(AuditLog.units(log.config()));
    }

    private List<String> trust(LogOption.Trusted trusted, Verification verification) {
        return List.of(
                trusted.given()
                        ? "Signatures were checked with a public key that was given."
                        : "Signatures were checked with the public key beside the log: whoever can change the log can"
                                + " change that too.",
                verification.pins() > 0
                        ? "The log was held against " + verification.pins() + " checkpoints that were seen before."
                        : "It was held against no checkpoint that was seen before: a log made anew with its own key would"
                                + " not show.",
                gateIndex
                        ? "Figures were read from the gate's own index."
                        : "Figures were read from an index that was made from the verified log.");
    }

    /** The root of the log decides, which nobody can choose. */
    private static long seed(Verification verification) {
        return verification
                .checkpoint()
                .map(Checkpoint::root)
                .map(root -> Long.parseUnsignedLong(root.toString().substring(0, 16), 16))
                .orElse(0L);
    }

    /** The policies that decided, as they were, and what is given. */
    private List<Attachment> attachments(List<Evidence.Measured> figures) throws IOException {
        List<Attachment> attachments = new ArrayList<>();
        if (!log.isCopy()) {
            PolicyArchive archive = AuditLog.policies(log.config());
            for (String version : versions(figures)) {
                for (Map.Entry<String, byte[]> file : archive.files(version).entrySet()) {
                    attachments.add(new Attachment(
                            "policies/" + version + "/" + file.getKey(),
                            "Of the policies that were in force as version " + version,
                            file.getValue()));
                }
            }
        }
        for (Path file : attach) {
            attachments.add(new Attachment(
                    "attached/" + file.getFileName(), "Attached: " + file.getFileName(), Files.readAllBytes(file)));
        }
        return attachments;
    }

    private static Set<String> versions(List<Evidence.Measured> figures) {
        Set<String> versions = new TreeSet<>();
        for (Evidence.Measured figure : figures) {
            int at = figure.figure().by().indexOf(Field.POLICIES);
            if (at >= 0) {
                figure.groups().forEach(group -> versions.add(group.values().get(at)));
            }
        }
        versions.remove("");
        return versions;
    }
}
