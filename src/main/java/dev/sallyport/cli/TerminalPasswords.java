package dev.sallyport.cli;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Takes passwords from the terminal, twice and unseen, or else lines of the standard input. */
public final class TerminalPasswords implements Surroundings.PasswordSource {

    private static final int MAX_BYTES = 4096;

    private final InputStream input;

    /** @param input read when there is no terminal */
    public TerminalPasswords(InputStream input) {
        this.input = input;
    }

    /** Where nobody types, the console is absent or none of a terminal, depending on the platform's provider. */
    @Override
    @SuppressWarnings("SystemConsoleNull")
    public char[] ask(String prompt) throws IOException {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return firstLine();
        }
        char[] password = console.readPassword("%s: ", prompt);
        if (password == null) {
            throw CommandFailure.usage("there is no password", "Try again.");
        }
        return password;
    }

    @Override
    @SuppressWarnings("SystemConsoleNull")
    public char[] read(String prompt) throws IOException {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return firstLine();
        }
        char[] password = console.readPassword("%s: ", prompt);
        char[] again = console.readPassword("Again: ");
        if (password == null || again == null || !Arrays.equals(password, again)) {
            throw CommandFailure.usage("the two passwords differ", "Try again.");
        }
        return password;
    }

    /** A line of the input, of which more can be asked for. */
    private char[] firstLine() throws IOException {
        byte[] bytes = new byte[MAX_BYTES];
        int end = 0;
        for (int octet = input.read(); octet >= 0 && octet != '\n' && end < MAX_BYTES; octet = input.read()) {
            bytes[end++] = (byte) octet;
        }
        if (end > 0 && bytes[end - 1] == '\r') {
            end--;
        }
        CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, end));
        char[] password = new char[text.remaining()];
        text.get(password);
        return password;
    }
}
