package dev.sallyport.cli;

import java.util.List;

/** Ends a command with a message for the person who ran it, and no trace. */
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    public CommandFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The command line or the configuration is wrong; {@code remedy} says what to do. */
    public static CommandFailure usage(String message, String remedy) {
        return new CommandFailure(Sallyport.USAGE, message + "\n" + remedy);
    }

    /** Each problem on a line of its own. */
    static CommandFailure problems(int exitCode, List<?> problems) {
        return new CommandFailure(
                exitCode,
                String.join("\n", problems.stream().map(Object::toString).toList()));
    }

    public int exitCode() {
        return exitCode;
    }
}
