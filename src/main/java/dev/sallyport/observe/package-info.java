/**
 * Counts of what the gate does, made on the way of a statement: no lock, no allocation, and nothing that tells of a person
 * or of data. {@code observe.endpoint} shows them.
 */
@NullMarked
package dev.sallyport.observe;

import org.jspecify.annotations.NullMarked;
