package dev.sallyport.statement;

/** Whether a mask can show values of a type. */
public sealed interface Fit {

    record Fits() implements Fit {}

    /** @param why completes "does not fit: "; empty when the type says it all */
    record Misfit(String why) implements Fit {}

    /** Only the database can tell, and it was not asked. */
    record Unknown() implements Fit {}
}
