package dev.sallyport.cli;

import java.io.Console;

/** Whether somebody looks on. */
final class Terminal {

    private Terminal() {}

    /** Where nobody types, the console is absent or none of a terminal, depending on the platform's provider. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean present() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
