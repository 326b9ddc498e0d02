package dev.sallyport.cli;

import dev.sallyport.yaml.Place;
import java.util.List;
import java.util.Optional;

/**
 * A case of a policy test file: what must come of a statement.
 *
 * @param place where the case stands
 * @param allow whether it must be allowed
 * @param rule a rule that must be among those behind the decision
 * @param masked columns that must be masked in the session
 * @param message what the refusal must contain
 * @param governed what the text that the database gets must contain
 */
record PolicyCase(
        Place place,
        String name,
        Trial trial,
        boolean allow,
        Optional<String> rule,
        List<String> masked,
        Optional<String> message,
        Optional<String> governed) {}
