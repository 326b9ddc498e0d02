package dev.sallyport;

import dev.sallyport.cli.Sallyport;

/** The command line's start. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(Sallyport.run(args));
    }
}
