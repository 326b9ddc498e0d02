package dev.sallyport.observe;

/**
 * What is counted of a statement that may run; made once for a plan.
 *
 * @param maskedColumns how many of the columns that it reads come masked
 * @param filteredRelations of how many of the relations that it reads or writes rows are left out
 */
public record StatementKind(EffectClass effect, int maskedColumns, int filteredRelations) {

    public Ruling ruling() {
        return maskedColumns == 0 ? Ruling.ALLOW : Ruling.MASK;
    }
}
