package dev.sallyport.statement;

import java.util.Optional;

/**
 * A setting that a statement changes.
 *
 * @param name in lower case; {@code *} when it is all of them (RESET ALL, DISCARD ALL) or cannot be told from the text
 *     (set_config with a computed name)
 * @param value the new value as far as the text tells it as constants, list elements joined by {@code ", "}; empty for
 *     DEFAULT, RESET and computed values
 */
public record SettingChange(String name, Optional<String> value) {

    /** Any setting may change. */
    public static final SettingChange ANY = new SettingChange("*", Optional.empty());
}
