/** The order of business: analysis, decision, governed text, record, verdict. */
@NullMarked
package dev.sallyport.governor;

import org.jspecify.annotations.NullMarked;
