/** A running gate: takes a checked configuration and connects all parts. */
@NullMarked
package dev.sallyport.serve;

import org.jspecify.annotations.NullMarked;
