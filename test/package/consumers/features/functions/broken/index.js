require('./throws');
