//! Talking to Zoom: tokens, budget, paging, typed calls
