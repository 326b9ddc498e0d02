package dev.sallyport.config;

import dev.sallyport.yaml.Problem;
import java.util.List;

/** What came of reading a configuration. */
public sealed interface ConfigResult {

    /** @param warnings what works and should not stay */
    record Loaded(Config config, List<Problem> warnings) implements ConfigResult {
        public Loaded {
            warnings = List.copyOf(warnings);
        }
    }

    /** At least one problem, in the order of the file. */
    record Invalid(List<Problem> problems) implements ConfigResult {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
