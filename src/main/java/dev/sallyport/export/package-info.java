/** The records of the log in the forms of others, and on their way to them: at least once, and in nobody's way. */
@NullMarked
package dev.sallyport.export;

import org.jspecify.annotations.NullMarked;
