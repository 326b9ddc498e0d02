package dev.sallyport.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.SecureRandom;
import java.util.List;
import picocli.CommandLine;

/** What a command printed, and the code that it ended with. */
record CommandRun(int code, String out, String err) {

    static CommandRun of(CommandLine line, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
        return new CommandRun(code, out.toString(), err.toString());
    }

    /** Of a command that judges no statement and asks for no password. */
    static CommandRun plain(String... arguments) {
        Surroundings surroundings = new Surroundings(
                () -> {
                    throw new AssertionError("no statement is judged here");
                },
                new TerminalPasswords(InputStream.nullInputStream()),
                new SecureRandom());
        return of(Sallyport.commandLine(surroundings), arguments);
    }

    List<String> lines() {
        return out.lines().toList();
    }
}
