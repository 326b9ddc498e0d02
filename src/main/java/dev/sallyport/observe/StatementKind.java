package dev.sallyport.observe;

/**
 * What is counted of a statement that may run; made once for a plan.
 *
 * @param maskedColumns how many of the columns that it reads come masked
 */
public record StatementKind(EffectClass effect, int maskedColumns) {

    public Ruling ruling() {
        return maskedColumns == 0 ? Ruling.ALLOW : Ruling.MASK;
    }
}
