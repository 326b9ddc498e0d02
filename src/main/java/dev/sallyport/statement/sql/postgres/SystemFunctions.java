package dev.sallyport.statement.sql.postgres;

import dev.sallyport.statement.FunctionUse.Category;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the functions of {@code pg_catalog} can do, by name; all functions of a name share the most dangerous. */
final class SystemFunctions {

    private final Map<String, Category> categories = new HashMap<>();

    SystemFunctions() {
        for (List<String> words : Manifest.read("functions.txt")) {
            String category = words.get(1).replace('-', '_').toUpperCase(Locale.ROOT);
            categories.put(words.getFirst(), Category.valueOf(category));
        }
    }

    Optional<Category> category(String name) {
        return Optional.ofNullable(categories.get(name));
    }
}
