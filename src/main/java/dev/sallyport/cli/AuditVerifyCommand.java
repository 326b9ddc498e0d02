package dev.sallyport.cli;

import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogVerifier;
import dev.sallyport.audit.log.Verification;
import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.audit.note.TrustPolicy;
import dev.sallyport.audit.sealed.SealedStore;
import dev.sallyport.yaml.Units;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Checks a log. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Check a log: that nothing in it was changed, left out, moved, added or cut off.",
            "It needs the log's files, its public key, and nothing else; it works on a copy, beside a running gate or"
                    + " anywhere else. With --pin it also shows that the log goes on from what was there before: without a"
                    + " pin, a log that its own operator made anew would pass."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the log is what was written",
            "1:it is not; what is wrong is named",
            "2:the command line or the configuration is wrong, or files cannot be read",
            "3:it is what was written, and something in it is incomplete",
            "4:it is what was written, and too few witnesses have cosigned it, or not lately"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport audit verify",
            "  sallyport audit verify --log /mnt/copy/log --key 'audit.example.com+1b2c3d4e+AbCd...' --pin last-checkpoint",
            "  sallyport audit verify --policy witnesses.policy --max-age 10m --json"
        })
final class AuditVerifyCommand implements Callable<Integer> {

    static final int INCOMPLETE = 3;
    static final int NOT_WITNESSED = 4;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Mixin
    private LogOption log = new LogOption();

    @Option(
            names = "--pin",
            paramLabel = "FILE",
            description = "A checkpoint of this log that was seen before. The first is replaced with the one that was"
                    + " checked, when all is well, and made when it is not there. May be given several times.")
    private List<Path> pins = new ArrayList<>();

    @Option(
            names = "--max-age",
            paramLabel = "TIME",
            description = "With --policy: how old cosignatures may be to count, as 10m or 1h.")
    private Optional<String> maxAge = Optional.empty();

    @Option(names = "--keep-pin", description = "Leave the file of --pin as it is.")
    private boolean keepPin;

    @Option(
            names = "--sealed",
            paramLabel = "DIR",
            description = "The folder of what is sealed of records, to hold it against the log too (default: the"
                    + " configuration's, unless --log is given).")
    private Optional<Path> sealed = Optional.empty();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        LogFolder folder = log.folder();
        LogOption.Trusted trusted = log.trusted();
        List<String> seen = new ArrayList<>();
        for (Path pin : pins) {
            if (Files.exists(pin)) {
                seen.add(Files.readString(pin));
            } else if (!pin.equals(pins.getFirst()) || keepPin) {
                throw CommandFailure.usage("there is no " + pin, "Only the first --pin is made.");
            }
        }
        Instant newest = Instant.now().minus(age(trusted));
        Optional<String> checked = folder.checkpoint();
        Verification found =
                witnessed(new LogVerifier(folder, trusted.keys(), sealed()).run(seen), checked, trusted, newest);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? JSON.writeValueAsString(tree(found, trusted)) + "\n" : text(found, trusted));
        out.flush();
        if (!found.whole()) {
            return Sallyport.CHECK_FAILED;
        }
        if (!pins.isEmpty() && !keepPin && checked.isPresent()) {
            Files.writeString(pins.getFirst(), checked.get());
        }
        if (found.has(Verification.Kind.QUORUM)) {
            return NOT_WITNESSED;
        }
        return found.findings().isEmpty() ? Sallyport.OK : INCOMPLETE;
    }

    /** How old cosignatures may be; any age when nothing is said. */
    private Duration age(LogOption.Trusted trusted) {
        if (maxAge.isEmpty()) {
            return Duration.ofSeconds(Instant.now().getEpochSecond());
        }
        if (trusted.policy().isEmpty()) {
            throw CommandFailure.usage("--max-age is about witnesses", "Name them with --policy.");
        }
        return Units.duration(maxAge.get())
                .orElseThrow(() ->
                        CommandFailure.usage("--max-age " + maxAge.get() + " is no time", "Give it as 10m or 1h."));
    }

    private static Verification witnessed(
            Verification found, Optional<String> checkpoint, LogOption.Trusted trusted, Instant newest) {
        if (trusted.policy().isEmpty() || checkpoint.isEmpty()) {
            return found;
        }
        TrustPolicy policy = trusted.policy().get();
        try {
            List<TrustPolicy.Seen> seen =
                    policy.judge(SignedNote.parse(checkpoint.get())) instanceof TrustPolicy.Judgement.Signed signed
                            ? signed.seen()
                            : List.of();
            List<TrustPolicy.Seen> lately = seen.stream()
                    .filter(by -> by.seconds() >= newest.getEpochSecond())
                    .toList();
            return policy.met(lately)
                    ? found
                    : found.with(new Verification.Finding(
                            Verification.Kind.QUORUM,
                            "of the witnesses, " + seen.size() + " have cosigned the checkpoint, " + lately.size()
                                    + " of them lately enough; the policy asks for more"));
        } catch (MalformedNote damaged) {
            return found; // which says so already
        }
    }

    private Optional<SealedStore> sealed() throws IOException {
        return sealed.isPresent() ? sealed.map(SealedStore::new) : log.sealed();
    }

    private static String text(Verification found, LogOption.Trusted trusted) {
        List<String> lines = new ArrayList<>();
        found.checkpoint().ifPresent(log -> {
            lines.add("log         " + log.origin());
            lines.add("entries     " + found.entries() + " of " + log.size());
            lines.add("root        " + log.root());
        });
        lines.add("statements  " + found.statements() + ", and " + found.denials() + " refused; " + found.underWay()
                + " under way");
        lines.add("key         "
                + (trusted.given()
                        ? "as given"
                        : "the one beside the log: whoever can change the log can change that too. Give --key"));
        found.announced().stream()
                .filter(key -> trusted.keys().stream()
                        .noneMatch(known -> known.toString().equals(key)))
                .forEach(key -> lines.add("new key     the log says that it is signed with this one too: " + key));
        lines.add("pins        "
                + (found.pins() > 0
                        ? found.pins() + " held against it"
                        : "none: a log made anew with its own key, or put back, would not show. Give --pin"));
        lines.add("sealed      "
                + (found.sealed() > 0 ? found.sealed() + " parts held against it" : "none were looked at"));
        found.findings().forEach(finding -> lines.add(finding.kind().code() + "  " + finding.what()));
        lines.add(verdict(found));
        return String.join("\n", lines) + "\n";
    }

    private static String verdict(Verification found) {
        if (!found.whole()) {
            return "The log is NOT what was written.";
        }
        return found.findings().isEmpty()
                ? "The log is what was written."
                : "The log is what was written; what is incomplete in it is named above.";
    }

    private static Map<String, Object> tree(Verification found, LogOption.Trusted trusted) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("result", found.whole() ? (found.findings().isEmpty() ? "ok" : "incomplete") : "failed");
        tree.put("origin", found.checkpoint().map(Checkpoint::origin).orElse(""));
        tree.put("size", found.checkpoint().map(Checkpoint::size).orElse(0L));
        tree.put("root", found.checkpoint().map(log -> log.root().toString()).orElse(""));
        tree.put("entries", found.entries());
        tree.put("statements", found.statements());
        tree.put("denials", found.denials());
        tree.put("under-way", found.underWay());
        tree.put("key-given", trusted.given());
        tree.put("announced-keys", found.announced());
        tree.put("pins", found.pins());
        tree.put("sealed", found.sealed());
        tree.put(
                "findings",
                found.findings().stream()
                        .map(finding -> Map.of("code", finding.kind().code(), "what", finding.what()))
                        .toList());
        return tree;
    }
}
