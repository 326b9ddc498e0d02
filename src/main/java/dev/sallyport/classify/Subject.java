package dev.sallyport.classify;

import dev.sallyport.catalog.Column;
import java.util.Optional;

/** A column to be judged, and what is written about it. */
public record Subject(Column column, Optional<String> comment) {}
