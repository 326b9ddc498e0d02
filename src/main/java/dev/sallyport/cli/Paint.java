package dev.sallyport.cli;

import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;

/** Colours, where a terminal shows them. */
record Paint(Ansi ansi) {

    /** Colours when it is a terminal that is written to, and nothing in the environment forbids it (NO_COLOR, CLICOLOR). */
    static Paint auto() {
        return new Paint(Ansi.AUTO);
    }

    String faint(String text) {
        return painted(text, Style.faint);
    }

    /** @param decision what was decided, or else the kind of a record */
    String decision(String text, String decision) {
        return switch (decision) {
            case "deny", "q.deny", "auth.fail", "log.gap", "log.recovered" -> painted(text, Style.fg_red);
            case "mask" -> painted(text, Style.fg_yellow);
            case "allow" -> painted(text, Style.fg_green);
            default -> painted(text, Style.fg_cyan);
        };
    }

    private String painted(String text, IStyle style) {
        return ansi.enabled() ? style.on() + text + Style.reset.on() : text;
    }
}
