-- Schema serving, what stands of a website: pages, analysis, ICPs, conversations, prompts.

CREATE TABLE serving.scraped_pages (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL,
    website_id UUID NOT NULL REFERENCES control.websites(id) ON DELETE CASCADE,
    url VARCHAR(2048) NOT NULL,
    url_hash VARCHAR(64) NOT NULL,
    title TEXT,
    meta_description TEXT,
    content_text TEXT,
    content_html_path VARCHAR(512),
    word_count INTEGER,
    page_type VARCHAR(50),
    http_status INTEGER,
    scraped_at TIMESTAMP WITH TIME ZONE NOT NULL,
    replaced_characters JSONB,
    UNIQUE (website_id, url_hash)
);
CREATE INDEX idx_scraped_pages_website ON serving.scraped_pages(website_id);
CREATE INDEX idx_scraped_pages_url_hash ON serving.scraped_pages(url_hash);
CREATE INDEX idx_scraped_pages_type ON serving.scraped_pages(page_type);
CREATE INDEX idx_scraped_pages_scope
    ON serving.scraped_pages(organization_id, website_id);
CREATE TABLE serving.website_analysis (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL,
    website_id UUID NOT NULL UNIQUE REFERENCES control.websites(id) ON DELETE CASCADE,
    industry VARCHAR(255),
    business_model VARCHAR(100),
    primary_offerings JSONB,
    value_propositions JSONB,
    target_markets JSONB,
    competitors_mentioned JSONB,
    analysis_method TEXT NOT NULL,
    analyzed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    replaced_characters JSONB
);
CREATE INDEX idx_website_analysis_website ON serving.website_analysis(website_id);
CREATE INDEX idx_website_analysis_scope
    ON serving.website_analysis(organization_id, website_id);

CREATE TABLE serving.icps (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL,
    website_id UUID NOT NULL REFERENCES control.websites(id) ON DELETE CASCADE,
    name VARCHAR(255) NOT NULL,
    description TEXT,
    sequence_number INTEGER NOT NULL,
    demographics JSONB NOT NULL,
    professional_profile JSONB NOT NULL,
    pain_points JSONB NOT NULL,
    goals JSONB NOT NULL,
    motivations JSONB NOT NULL,
    objections JSONB,
    decision_factors JSONB,
    information_sources JSONB,
    buying_journey_stage VARCHAR(50),
    analysis_method TEXT NOT NULL,
    basket_version INTEGER NOT NULL,
    is_active BOOLEAN NOT NULL,
    superseded_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    replaced_characters JSONB
);
CREATE INDEX idx_icps_website ON serving.icps(website_id);
CREATE INDEX idx_icps_active ON serving.icps(is_active) WHERE is_active = true;
CREATE UNIQUE INDEX idx_icps_sequence ON serving.icps(website_id, sequence_number)
    WHERE is_active;
CREATE INDEX idx_icps_scope
    ON serving.icps(organization_id, website_id);

CREATE TABLE serving.conversation_sequences (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL,
    website_id UUID NOT NULL REFERENCES control.websites(id) ON DELETE CASCADE,
    icp_id UUID REFERENCES serving.icps(id) ON DELETE CASCADE,
    topic TEXT NOT NULL,
    context TEXT,
    expected_outcome TEXT,
    is_core_conversation BOOLEAN NOT NULL,
    sequence_number INTEGER NOT NULL,
    locale VARCHAR(35) NOT NULL,
    source VARCHAR(50) NOT NULL,
    basket_version INTEGER NOT NULL,
    is_active BOOLEAN NOT NULL,
    superseded_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    replaced_characters JSONB
);
CREATE INDEX idx_conversations_website ON serving.conversation_sequences(website_id);
CREATE INDEX idx_conversations_icp ON serving.conversation_sequences(icp_id);
CREATE INDEX idx_conversations_core ON serving.conversation_sequences(is_core_conversation)
    WHERE is_core_conversation = true;
CREATE UNIQUE INDEX idx_conversations_sequence
    ON serving.conversation_sequences(icp_id, sequence_number) WHERE is_active;
CREATE INDEX idx_conversation_sequences_scope
    ON serving.conversation_sequences(organization_id, website_id);
CREATE TABLE serving.prompts (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL,
    website_id UUID NOT NULL,
    conversation_id UUID NOT NULL
        REFERENCES serving.conversation_sequences(id) ON DELETE CASCADE,
    prompt_text TEXT NOT NULL,
    prompt_type VARCHAR(50) NOT NULL,
    sequence_order INTEGER NOT NULL,
    locale VARCHAR(35) NOT NULL,
    is_branded BOOLEAN NOT NULL,
    is_pinned BOOLEAN NOT NULL,
    source VARCHAR(50) NOT NULL,
    basket_version INTEGER NOT NULL,
    is_active BOOLEAN NOT NULL,
    superseded_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    replaced_characters JSONB
);
CREATE INDEX idx_prompts_conversation ON serving.prompts(conversation_id);
CREATE INDEX idx_prompts_type ON serving.prompts(prompt_type);
CREATE INDEX idx_prompts_scope
    ON serving.prompts(organization_id, website_id);
CREATE TABLE serving.prompt_classifications (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL,
    website_id UUID NOT NULL,
    prompt_id UUID NOT NULL UNIQUE REFERENCES serving.prompts(id) ON DELETE CASCADE,
    intent_type VARCHAR(50) NOT NULL,
    funnel_stage VARCHAR(50) NOT NULL,
    buying_signal DECIMAL(3,2) NOT NULL CHECK (buying_signal >= 0 AND buying_signal <= 1),
    trust_need DECIMAL(3,2) NOT NULL CHECK (trust_need >= 0 AND trust_need <= 1),
    query_intent VARCHAR(50),
    confidence_score DECIMAL(3,2),
    classified_at TIMESTAMP WITH TIME ZONE NOT NULL,
    classifier_version VARCHAR(50)
);
CREATE INDEX idx_classifications_prompt ON serving.prompt_classifications(prompt_id);
CREATE INDEX idx_classifications_intent ON serving.prompt_classifications(intent_type);
CREATE INDEX idx_classifications_funnel ON serving.prompt_classifications(funnel_stage);
CREATE INDEX idx_prompt_classifications_scope
    ON serving.prompt_classifications(organization_id, website_id);
