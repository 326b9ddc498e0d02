/**
 * YAML read into typed values with a place for every error. Every problem of a file is collected, not only the first.
 * Nothing here knows what the files are about.
 */
@NullMarked
package dev.sallyport.yaml;

import org.jspecify.annotations.NullMarked;
