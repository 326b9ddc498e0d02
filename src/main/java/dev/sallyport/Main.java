package dev.sallyport;

import dev.sallyport.cli.Sallyport;
import dev.sallyport.logs.LineForm;
import dev.sallyport.logs.ProcessLog;

/** The command line's start. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        ProcessLog.use(LineForm.TEXT);
        System.exit(Sallyport.run(args));
    }
}
