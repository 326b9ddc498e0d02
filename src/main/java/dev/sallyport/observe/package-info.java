/**
 * Counts of what the gate does, made on the way of a statement: no lock, no allocation, and nothing that tells of data.
 * {@link dev.sallyport.observe.StatementUses} alone tell of persons. {@code observe.endpoint} shows them.
 */
@NullMarked
package dev.sallyport.observe;

import org.jspecify.annotations.NullMarked;
