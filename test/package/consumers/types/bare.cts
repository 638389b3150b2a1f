import { Toolbelt } from 'lp-faas-toolbelt';
import { StatusCodeError } from 'lp-faas-toolbelt/errors';
import { Client } from 'lp-faas-toolbelt/functions-client';
import { createPlatform } from 'lp-faas-toolbelt/testing';

export const parts = [Toolbelt.HTTPClient(), createPlatform, Client, StatusCodeError];
