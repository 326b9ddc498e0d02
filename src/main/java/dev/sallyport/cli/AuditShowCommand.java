package dev.sallyport.cli;

import dev.sallyport.audit.log.EntrySearch;
import dev.sallyport.audit.log.LogEntry;
import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.search.Event;
import dev.sallyport.config.Config;
import dev.sallyport.serve.AuditLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Shows a record of the log with what is sealed of it. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = {
            "Show a record of the log, who its pseudonyms are, and what is sealed of it: of a session's begin from where it"
                    + " was, of a statement its text with its literals and parameters.",
            "It needs the files that only the gate's user reads. What was erased is not shown, and nobody can show it."
        },
        descriptionHeading = "%n",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {"  sallyport audit show 0198f1a2-7c3d-7000-8a1b-2c3d4e5f6071", "  sallyport audit show 4711"})
final class AuditShowCommand implements Callable<Integer> {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final String ERASED = "erased";

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "RECORD", description = "The record's id, or its index in the log.")
    private String what = "";

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Config loaded = config.load();
        LogFolder folder = new LogFolder(AuditLog.folder(loaded));
        LogEntry found = EntrySearch.find(folder, what)
                .orElseThrow(() -> CommandFailure.usage(
                        "the log has no record " + what,
                        "It may be in the log in a second; see records with: sallyport audit tail --json"));
        JsonNode entry = JSON.readTree(found.bytes());
        Persons persons = Persons.of(AuditLog.units(loaded));
        SealedParts sealed = SealedParts.of(loaded);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("index", found.index());
        shown.put("record", entry);
        Map<String, Object> known = known(entry.path("sub"), persons);
        if (!known.isEmpty()) {
            shown.put("persons", known);
        }
        for (JsonNode part : entry.path("sealed")) {
            shown.put(part.path("c").asString(""), shown(sealed.open(entry, part)));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Printable.json(JSON.writeValueAsString(shown)));
        out.flush();
        return Sallyport.OK;
    }

    private static Map<String, Object> known(JsonNode subject, Persons persons) {
        Map<String, Object> known = new LinkedHashMap<>();
        for (String pseudonym : Event.persons(subject)) {
            known.put(pseudonym, persons.id(pseudonym).orElse(ERASED));
        }
        return known;
    }

    private static Object shown(SealedParts.Part part) {
        return switch (part) {
            case SealedParts.Part.Opened(JsonNode text) -> text;
            case SealedParts.Part.Erased() -> ERASED;
            case SealedParts.Part.Altered() -> "is not what was sealed; see: sallyport audit verify";
        };
    }
}
