package dev.sallyport.statement;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.SearchPath;
import java.util.Set;

/**
 * What names in a statement can mean.
 *
 * @param temporary names of relations that the session made in its temporary schema; some may be gone again
 */
public record Names(Catalog catalog, SearchPath path, Set<String> temporary) {
    public Names {
        temporary = Set.copyOf(temporary);
    }
}
