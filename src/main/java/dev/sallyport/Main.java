package dev.sallyport;

import dev.sallyport.cli.Sallyport;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The command line's start. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // Libraries that log with the JDK's own means are heard where all else is.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        System.exit(Sallyport.run(args));
    }
}
