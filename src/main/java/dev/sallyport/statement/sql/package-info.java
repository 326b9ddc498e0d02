/** From a text to its analysis, and to the governed text; one package for each dialect. */
@NullMarked
package dev.sallyport.statement.sql;

import org.jspecify.annotations.NullMarked;
