package dev.sallyport.cli;

import picocli.CommandLine.IVersionProvider;

/** What this build is. */
final class Version implements IVersionProvider {

    static final String NUMBER = "0.1.0-SNAPSHOT";

    @Override
    public String[] getVersion() {
        return new String[] {
            "sallyport " + NUMBER,
            "commit " + System.getProperty("sallyport.commit", "unknown"),
            "JDK " + Runtime.version()
        };
    }
}
