/** Measures the gate beside its peers. Uses {@code demo}'s embedded server; nothing uses it but the command line. */
@NullMarked
package dev.sallyport.bench;

import org.jspecify.annotations.NullMarked;
