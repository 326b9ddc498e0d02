/** What a statement is and does: data only. How a text becomes an analysis is the business of its dialect. */
@NullMarked
package dev.sallyport.statement;

import org.jspecify.annotations.NullMarked;
