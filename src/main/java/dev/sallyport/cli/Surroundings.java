package dev.sallyport.cli;

import dev.sallyport.statement.Analyzer;
import dev.sallyport.statement.Counting;
import dev.sallyport.statement.Governing;
import dev.sallyport.statement.MaskText;
import dev.sallyport.statement.Masking;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.function.Supplier;

/**
 * What commands need from outside.
 *
 * @param dialect the database language, made when a command needs it, because making it takes a while
 */
public record Surroundings(Supplier<Dialect> dialect, PasswordSource passwords, SecureRandom random) {

    /** Judges masks that policies write, by the dialect, which is made at the first of them. */
    MaskText expressions() {
        return expression -> dialect.get().masking().wrong(expression);
    }

    /** Understands and rewrites statements. */
    public record Dialect(Analyzer analyzer, Governing governing, Masking masking, Counting counting) {}

    /** Asks for a password. */
    @FunctionalInterface
    public interface PasswordSource {

        /** @param prompt shown where somebody types; nothing is shown where a program writes */
        char[] read(String prompt) throws IOException;

        /** The same for a password that is there already, and need not be typed twice. */
        default char[] ask(String prompt) throws IOException {
            return read(prompt);
        }
    }
}
