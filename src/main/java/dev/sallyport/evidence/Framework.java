package dev.sallyport.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What evidence can be mapped to. The controls stand in a file of the same name, in our own words. */
public enum Framework {
    SOC2,
    FEDRAMP,
    GDPR,
    HIPAA,
    PCI;

    /**
     * A control, criterion, article or requirement.
     *
     * @param id as its framework calls it
     * @param asks for what, in our own words
     * @param figures what the log has to say to it
     * @param besides what else somebody has to show, which the log cannot
     */
    public record Control(String id, String asks, List<Figure> figures, String besides) {
        public Control {
            figures = List.copyOf(figures);
        }
    }

    /** @param name with the edition */
    public record Content(String name, List<Control> controls) {
        public Content {
            controls = List.copyOf(controls);
        }
    }

    /** The word for it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Framework> named(String label) {
        return Stream.of(values())
                .filter(framework -> framework.label().equals(label))
                .findFirst();
    }

    public Content content() {
        try (InputStream file = Objects.requireNonNull(Framework.class.getResourceAsStream(label() + ".json"))) {
            JsonNode tree = JsonMapper.shared().readTree(file);
            return new Content(
                    tree.path("name").asString(),
                    tree.path("controls").valueStream().map(Framework::control).toList());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Control control(JsonNode control) {
        return new Control(
                control.path("id").asString(),
                control.path("asks").asString(),
                control.path("figures")
                        .valueStream()
                        .map(id -> Figure.named(id.asString()).orElseThrow())
                        .toList(),
                control.path("besides").asString(""));
    }
}
