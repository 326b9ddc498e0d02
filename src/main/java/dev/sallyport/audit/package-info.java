/** The record of every statement and the journal that keeps it. */
@NullMarked
package dev.sallyport.audit;

import org.jspecify.annotations.NullMarked;
