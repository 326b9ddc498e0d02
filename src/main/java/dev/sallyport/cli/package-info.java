/** The command line: what people run, what it prints, and the code it ends with. */
@NullMarked
package dev.sallyport.cli;

import org.jspecify.annotations.NullMarked;
