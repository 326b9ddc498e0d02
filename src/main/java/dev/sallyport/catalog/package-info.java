/** What a protected database holds: relations, columns, functions, and how names resolve to them. */
@NullMarked
package dev.sallyport.catalog;

import org.jspecify.annotations.NullMarked;
