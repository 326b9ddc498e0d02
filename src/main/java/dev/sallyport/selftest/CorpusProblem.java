package dev.sallyport.selftest;

/** A corpus file that cannot be read; the message names file and line. */
public final class CorpusProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CorpusProblem(String file, int line, String message) {
        super(file + ":" + line + ": " + message);
    }
}
